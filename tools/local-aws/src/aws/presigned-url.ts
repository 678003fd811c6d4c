import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** An error response of S3. */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export interface SignedRequest {
  readonly method: string;
  /** Raw path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
}

export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const maximumSeconds = 7 * 24 * 3600;
const clockSkewMs = 15 * 60_000;
const denied = (message: string): S3Refusal => ({ status: 403, code: 'AccessDenied', message });

/**
 * Checks the expiry and the signature of a presigned URL like S3 does (Signature Version 4, query parameters).
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 * @returns the error response, or undefined if the URL is valid
 */
export const checkPresignedUrl = (
  request: SignedRequest,
  credentials: SigningCredentials,
  nowMs: number,
): S3Refusal | undefined => {
  const { query } = splitUrl(request.url);
  const parameters = new Map(query.map(([name, value]) => [decodeURIComponent(name), decodeURIComponent(value)]));
  const read = (name: string) => parameters.get(`X-Amz-${name}`) ?? '';
  const [accessKeyId, ...scope] = read('Credential').split('/');
  const signedAtMs = parseAmzDate(read('Date'));
  const expiresSeconds = Number(read('Expires'));
  if (
    read('Algorithm') !== 'AWS4-HMAC-SHA256' ||
    scope.length !== 4 ||
    signedAtMs === undefined ||
    !Number.isInteger(expiresSeconds)
  ) {
    return {
      status: 400,
      code: 'AuthorizationQueryParametersError',
      message: 'The query parameters of the presigned URL are not complete.',
    };
  }
  if (expiresSeconds < 1 || expiresSeconds > maximumSeconds) {
    return {
      status: 400,
      code: 'AuthorizationQueryParametersError',
      message: 'X-Amz-Expires must be between 1 and 604800 seconds.',
    };
  }
  if (accessKeyId !== credentials.accessKeyId) {
    return {
      status: 403,
      code: 'InvalidAccessKeyId',
      message: 'The AWS Access Key Id you provided does not exist in our records.',
    };
  }
  if (nowMs > signedAtMs + expiresSeconds * 1000) return denied('Request has expired');
  if (signedAtMs > nowMs + clockSkewMs) return denied('Request is not valid yet');
  const expected = signatureOf(request, scope, read('Date'), read('SignedHeaders'), credentials.secretAccessKey);
  if (equal(expected, read('Signature'))) return undefined;
  return {
    status: 403,
    code: 'SignatureDoesNotMatch',
    message: 'The request signature we calculated does not match the signature you provided.',
  };
};

const signatureOf = (
  request: SignedRequest,
  scope: string[],
  date: string,
  signedHeaders: string,
  secret: string,
): string => {
  const toSign = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonicalRequest(request, signedHeaders))].join(
    '\n',
  );
  const key = scope.reduce<string | Buffer>((parent, part) => hmac(parent, part), `AWS4${secret}`);
  return hmac(key, toSign).toString('hex');
};

const canonicalRequest = ({ method, url, headers }: SignedRequest, signedHeaders: string): string => {
  const { path, query } = splitUrl(url);
  const canonicalQuery = query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`)
    .toSorted()
    .join('&');
  const names = signedHeaders.split(';');
  const headerLines = names.map(
    (name) =>
      `${name}:${String(headers[name] ?? '')
        .trim()
        .replaceAll(/ +/g, ' ')}\n`,
  );
  const payload = String(headers['x-amz-content-sha256'] ?? 'UNSIGNED-PAYLOAD');
  return [method, path, canonicalQuery, headerLines.join(''), signedHeaders, payload].join('\n');
};

const splitUrl = (url: string): { path: string; query: [string, string][] } => {
  const [path = '', search = ''] = url.split('?', 2);
  const query = search
    .split('&')
    .filter(Boolean)
    .map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
    });
  return { path, query };
};

/** RFC 3986: AWS also encodes the characters that encodeURIComponent does not. */
const encode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const parseAmzDate = (text: string): number | undefined => {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second);
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const equal = (a: string, b: string): boolean =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
