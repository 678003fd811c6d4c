import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FauxqsApp, S3Store } from './fauxqs-internals.ts';
import { checkPresignedUrl, type S3Refusal, type SigningCredentials } from './presigned-url.ts';
import { refuseS3Call } from './refusals.ts';
import { allowOrigin, answerPreflight, type CorsRulesOf } from './s3-cors.ts';
import { queryOf, refuseS3, s3Target } from './s3-request.ts';

export interface S3Mending {
  readonly store: S3Store;
  readonly credentials: SigningCredentials;
  readonly corsRulesOf: CorsRulesOf;
  readonly nowMs: () => number;
}

/** Bodies are buffered in memory and stored in SQLite, whose rows are limited to 1 GB. */
const bodyLimit = 512 * 1024 * 1024;

const overrides: Readonly<Record<string, string>> = {
  'response-content-type': 'content-type',
  'response-content-disposition': 'content-disposition',
  'response-content-encoding': 'content-encoding',
  'response-content-language': 'content-language',
  'response-cache-control': 'cache-control',
  'response-expires': 'expires',
};

/**
 * Adds what the product relies on: expiry and signatures of presigned URLs, response headers set by the URL, bodies
 * larger than 11 MiB and empty ones, conditional writes, and CORS. The hooks call `done` in the same tick, so that a
 * condition and the write that follows it are atomic.
 */
export const mendS3 = (app: FauxqsApp, mending: S3Mending): void => {
  app.removeContentTypeParser('*');
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
  app.addHook('onRequest', (request, reply, done) => {
    if (answerPreflight(request, reply, mending.corsRulesOf)) return;
    const refusal = accessRefusal(request, mending);
    if (refusal) {
      allowOrigin(request, reply, mending.corsRulesOf);
      refuseS3(reply, refusal);
      return;
    }
    if (refuseS3Call(request, reply)) return;
    done();
  });
  app.addHook('preHandler', (request, reply, done) => {
    if (!s3Target(request)) return done();
    request.body ??= Buffer.alloc(0);
    const refusal = conditionRefusal(request, mending.store);
    if (refusal) refuseS3(reply, refusal);
    else done();
  });
  app.addHook('onSend', (request, reply, _payload, done) => {
    allowOrigin(request, reply, mending.corsRulesOf);
    overrideHeaders(request, reply);
    done();
  });
};

/** Signatures in headers are not checked: such callers are local. Presigned URLs are, because they can be passed on. */
const accessRefusal = (request: FastifyRequest, { credentials, nowMs }: S3Mending): S3Refusal | undefined => {
  if (!s3Target(request)) return request.headers.origin === undefined ? undefined : pageRefused;
  if ('X-Amz-Signature' in queryOf(request) || 'X-Amz-Algorithm' in queryOf(request)) {
    const { method, headers } = request;
    return checkPresignedUrl({ method, headers, url: request.originalUrl }, credentials, nowMs());
  }
  if (request.headers.authorization !== undefined) return undefined;
  return {
    status: 403,
    code: 'AccessDenied',
    message: 'Access Denied: the bucket is private, and this request is not signed.',
  };
};

/** Browsers send forms to any address without a preflight: web pages must not be able to publish messages locally. */
const pageRefused: S3Refusal = {
  status: 403,
  code: 'AccessDenied',
  message: 'Web pages may only use presigned URLs of S3.',
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
const conditionRefusal = (request: FastifyRequest, store: S3Store): S3Refusal | undefined => {
  const target = s3Target(request);
  const completes = request.method === 'POST' && 'uploadId' in queryOf(request);
  const writes = (request.method === 'PUT' && !('uploadId' in queryOf(request))) || completes;
  if (!target || target.key === '' || !writes) return undefined;
  const etag = etagOf(store, target.bucket, target.key);
  const { 'if-none-match': ifNoneMatch, 'if-match': ifMatch } = request.headers;
  if (ifNoneMatch === '*' && etag !== undefined) return preconditionFailed;
  if (ifMatch !== undefined && etag === undefined) {
    return { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' };
  }
  return ifMatch !== undefined && unquoted(ifMatch) !== unquoted(etag ?? '') ? preconditionFailed : undefined;
};

const preconditionFailed: S3Refusal = {
  status: 412,
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
};

const unquoted = (etag: string): string => etag.replaceAll('"', '');

const etagOf = (store: S3Store, bucket: string, key: string): string | undefined => {
  try {
    return store.headObject(bucket, key).etag;
  } catch {
    return undefined;
  }
};

const overrideHeaders = (request: FastifyRequest, reply: FastifyReply): void => {
  if (reply.statusCode !== 200 && reply.statusCode !== 206) return;
  if (request.method !== 'GET' && request.method !== 'HEAD') return;
  const target = s3Target(request);
  if (!target || target.key === '') return;
  for (const [parameter, header] of Object.entries(overrides)) {
    const value = queryOf(request)[parameter];
    if (value !== undefined) void reply.header(header, value);
  }
};
