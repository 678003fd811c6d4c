import { describe, expect, it } from 'vitest';
import { dynoxideBinary, NoLocalDynamoError } from './dynoxide-binary.ts';

describe('dynoxideBinary', () => {
  it('explains the alternative on other platforms', () => {
    expect(() => dynoxideBinary('plan9', 'mips')).toThrow(NoLocalDynamoError);
    expect(() => dynoxideBinary('plan9', 'mips')).toThrow(/plan9-mips.*LocalStack.*AWS_ENDPOINT_URL/);
  });
});
