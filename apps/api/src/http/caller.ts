/** The caller: the token's subject, or the developer that x-dev-user-id names. */
export interface Caller {
  readonly userId: string;
}
