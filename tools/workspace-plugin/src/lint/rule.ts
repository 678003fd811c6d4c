/** The part of ESTree that the rules use. */
export interface Node {
  readonly type: string;
  readonly parent?: Node;
  readonly [member: string]: unknown;
}

/** The context of a rule in oxlint, compatible with ESLint. */
export interface RuleContext {
  readonly filename: string;
  report(finding: { node: Node; message: string }): void;
}

export interface Rule {
  readonly meta: { readonly type: 'problem'; readonly docs: { readonly description: string } };
  create(context: RuleContext): Readonly<Record<string, (node: Node) => void>>;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** Creates a rule that reports all findings with the same message. */
export function defineRule(
  message: string,
  visitors: (report: (node: Node) => void) => Readonly<Record<string, (node: Node) => void>>,
): Rule {
  return {
    meta: { type: 'problem', docs: { description: message } },
    create: (context) => visitors((node) => context.report({ node, message })),
  };
}
