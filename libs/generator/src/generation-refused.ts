/** An input that cannot be generated from; `code` is stable. */
export class GenerationRefusedError extends Error {
  override readonly name = 'GenerationRefusedError';
  readonly code: 'history_not_supported' | 'package_name_not_valid';
  constructor(code: GenerationRefusedError['code'], message: string) {
    super(message);
    this.code = code;
  }
}
