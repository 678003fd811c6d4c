import { describe, expect, it } from 'vitest';
import { checkPresignedUrl } from './presigned-url.ts';

/** The example of the AWS documentation (sigv4-query-string-auth.html), whose signature is published there. */
const credentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
const url =
  '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request' +
  '&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host' +
  '&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
const signedAt = Date.UTC(2013, 4, 24);
const check = (change: { url?: string; nowMs?: number; method?: string } = {}) =>
  checkPresignedUrl(
    { method: change.method ?? 'GET', url: change.url ?? url, headers: { host: 'examplebucket.s3.amazonaws.com' } },
    credentials,
    change.nowMs ?? signedAt + 1000,
  )?.code;

describe('checkPresignedUrl', () => {
  it('accepts the example of the AWS documentation', () => {
    expect(check()).toBeUndefined();
  });

  it('accepts a URL until its last second', () => {
    expect(check({ nowMs: signedAt + 86_400_000 })).toBeUndefined();
    expect(check({ nowMs: signedAt + 86_400_001 })).toBe('AccessDenied');
  });

  it.each([
    ['a day too early', { nowMs: signedAt - 86_400_000 }, 'AccessDenied'],
    ['another method', { method: 'PUT' }, 'SignatureDoesNotMatch'],
    ['another path', { url: url.replace('test', 'best') }, 'SignatureDoesNotMatch'],
    ['an additional parameter', { url: `${url}&response-content-type=text/html` }, 'SignatureDoesNotMatch'],
    ['an unknown access key', { url: url.replace('AKIA', 'BKIA') }, 'InvalidAccessKeyId'],
    ['more than a week', { url: url.replace('86400', '604801') }, 'AuthorizationQueryParametersError'],
    ['no expiry', { url: url.replace('&X-Amz-Expires=86400', '') }, 'AuthorizationQueryParametersError'],
    ['an invalid date', { url: url.replace('20130524T000000Z', 'yesterday') }, 'AuthorizationQueryParametersError'],
    ['no signature', { url: url.replace(/&X-Amz-Signature=.*/, '') }, 'SignatureDoesNotMatch'],
  ])('rejects %s', (_, change, code) => {
    expect(check(change)).toBe(code);
  });
});
