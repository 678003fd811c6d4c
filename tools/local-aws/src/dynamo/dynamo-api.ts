/** A call to DynamoDB's JSON API. dynoxide does not check signatures, so that no SDK client is needed. */
export type DynamoCall = <Answer>(operation: string, input: object) => Promise<Answer>;

/** An error response of DynamoDB. */
export class DynamoError extends Error {
  override readonly name = 'DynamoError';
  /** Such as ResourceNotFoundException. */
  readonly code: string;

  constructor(operation: string, code: string, message: string) {
    super(`${operation}: ${code}: ${message}`);
    this.code = code;
  }
}

const headers = (operation: string) => ({
  'content-type': 'application/x-amz-json-1.0',
  'x-amz-target': `DynamoDB_20120810.${operation}`,
  'x-amz-date': '20200101T000000Z',
  authorization:
    'AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=local',
});

export const createDynamoCall =
  (endpoint: string, timeoutMs = 30_000): DynamoCall =>
  async <Answer>(operation: string, input: object) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: headers(operation),
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answer = (await response.json()) as { __type?: string; message?: string; Message?: string };
    if (response.ok) return answer as Answer;
    throw new DynamoError(
      operation,
      answer.__type?.split('#').at(-1) ?? String(response.status),
      answer.message ?? answer.Message ?? '',
    );
  };
