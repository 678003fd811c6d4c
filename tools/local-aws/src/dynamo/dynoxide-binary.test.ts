import { describe, expect, it } from 'vitest';
import { dynoxideBinary, NoLocalDynamoError } from './dynoxide-binary.ts';

describe('dynoxideBinary', () => {
  it('says on other machines what to do instead', () => {
    expect(() => dynoxideBinary('plan9', 'mips')).toThrow(NoLocalDynamoError);
    expect(() => dynoxideBinary('plan9', 'mips')).toThrow(/plan9-mips.*LocalStack.*AWS_ENDPOINT_URL/);
  });
});
