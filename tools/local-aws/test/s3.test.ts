import { randomBytes } from 'node:crypto';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { freshLocalAws } from './support/fresh-local-aws.ts';

const { s3, bucket: Bucket, endpoints } = await freshLocalAws();
const put = (Key: string, Body: string | Uint8Array) => s3.send(new PutObjectCommand({ Bucket, Key, Body }));
const read = async (Key: string) => (await s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray();
const presignGet = (Key: string, extra: object = {}, options: object = {}) =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...extra }), { expiresIn: 60, ...options });

describe('presigned URLs', () => {
  it('download with the signed file name and type', async () => {
    await put('a/archive.zip', 'zip');
    const url = await presignGet('a/archive.zip', {
      ResponseContentDisposition: `attachment; filename="my shop.zip"; filename*=UTF-8''my%20shop.zip`,
      ResponseContentType: 'application/zip',
    });
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="my shop.zip"; filename*=UTF-8''my%20shop.zip`,
    );
    expect(response.headers.get('content-type')).toBe('application/zip');
    expect(await response.text()).toBe('zip');
  });

  it('support range requests', async () => {
    await put('a/range', '0123456789');
    const response = await fetch(await presignGet('a/range'), { headers: { range: 'bytes=2-4' } });
    expect(response.status).toBe(206);
    expect(await response.text()).toBe('234');
  });

  it('expire', async () => {
    await put('a/old', 'old');
    const signingDate = new Date(Date.now() - 61_000);
    const response = await fetch(await presignGet('a/old', {}, { signingDate }));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('Request has expired');
  });

  it.each([
    ['another object', (url: string) => url.replace('/a/mine', '/a/yours')],
    ['a longer life', (url: string) => url.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000')],
    ['another file name', (url: string) => `${url}&response-content-disposition=inline`],
  ])('cannot be changed to %s', async (_, forge) => {
    await put('a/mine', 'mine');
    await put('a/yours', 'yours');
    const response = await fetch(forge(await presignGet('a/mine')));
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('SignatureDoesNotMatch');
  });

  it('upload with the signed headers', async () => {
    const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket, Key: 'a/upload', ContentType: 'text/csv' }), {
      expiresIn: 60,
    });
    const response = await fetch(url, { method: 'PUT', body: 'a,b', headers: { 'content-type': 'text/csv' } });
    expect(response.status).toBe(200);
    expect(Buffer.from((await read('a/upload')) ?? []).toString()).toBe('a,b');
  });

  it('work for keys with special characters', async () => {
    const key = `documents/ü b/+&=?#'()*!~/${'x'.repeat(300)}/%2F ✓.zip`;
    await put(key, 'odd');
    expect(await (await fetch(await presignGet(key))).text()).toBe('odd');
  });
});

describe('access', () => {
  it('is rejected without a signature', async () => {
    await put('a/private', 'private');
    const response = await fetch(`${endpoints.aws}/${Bucket}/a/private`);
    expect(response.status).toBe(403);
    expect(await response.text()).toContain('AccessDenied');
  });
});

describe('bodies', () => {
  it('may be larger than 11 MiB', async () => {
    const body = randomBytes(24 * 1024 * 1024);
    await put('b/large', body);
    expect(Buffer.from((await read('b/large')) ?? []).equals(body)).toBe(true);
  });

  it('may be empty', async () => {
    await put('b/empty', '');
    expect(await read('b/empty')).toHaveLength(0);
  });
});

describe('conditional writes', () => {
  it('create an object once', async () => {
    const create = (Body: string) => s3.send(new PutObjectCommand({ Bucket, Key: 'c/once', Body, IfNoneMatch: '*' }));
    await create('first');
    await expect(create('second')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect(Buffer.from((await read('c/once')) ?? []).toString()).toBe('first');
  });

  it('let one of many concurrent writers win', async () => {
    const writers = Array.from({ length: 20 }, (_, n) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'c/race', Body: `writer ${n}`, IfNoneMatch: '*' })),
    );
    const outcomes = await Promise.allSettled(writers);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('replace only the version that was read', async () => {
    const { ETag } = await put('c/match', 'one');
    const replace = (IfMatch: string | undefined, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key: 'c/match', Body, IfMatch }));
    await replace(ETag, 'two');
    await expect(replace(ETag, 'three')).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });
});

describe('browsers', () => {
  const preflight = (origin: string, method: string) =>
    fetch(`${endpoints.aws}/${Bucket}/a/archive.zip?X-Amz-Signature=x`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': method,
        'access-control-request-headers': 'content-type,x-amz-meta-a',
      },
    });

  it.each(['GET', 'PUT'])('may send a preflight for a presigned %s', async (method) => {
    const response = await preflight('http://localhost:5173', method);
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('access-control-allow-methods')).toContain(method);
    expect(response.headers.get('access-control-allow-headers')).toContain('x-amz-meta-a');
  });

  it('are rejected for an origin or a method that the bucket does not allow', async () => {
    expect((await preflight('https://evil.example', 'GET')).status).toBe(403);
    expect((await preflight('http://localhost:5173', 'DELETE')).status).toBe(403);
  });

  it('cannot call SNS or SQS', async () => {
    const body = new URLSearchParams({ Action: 'ListTopics' });
    const response = await fetch(endpoints.aws, { method: 'POST', body, headers: { origin: 'https://evil.example' } });
    expect(response.status).toBe(403);
    expect((await fetch(endpoints.aws, { method: 'POST', body })).status).toBe(200);
  });

  it('may read responses, including errors', async () => {
    await put('a/browser', 'x');
    const headers = { origin: 'http://localhost:5173' };
    const good = await fetch(await presignGet('a/browser'), { headers });
    expect(good.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(good.headers.get('access-control-expose-headers')).toContain('Content-Disposition');
    const expired = await fetch(await presignGet('a/browser', {}, { signingDate: new Date(0) }), { headers });
    expect(expired.status).toBe(403);
    expect(expired.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
  });
});

describe('unsupported calls are rejected', () => {
  const target = { Bucket, Key: 'd/kept' };
  it.each([
    [
      'PutObjectTagging',
      () => s3.send(new PutObjectTaggingCommand({ ...target, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } })),
    ],
    ['PutObject with tags', () => s3.send(new PutObjectCommand({ ...target, Body: 'new', Tagging: 'a=b' }))],
    ['DeleteObjectTagging', () => s3.send(new DeleteObjectTaggingCommand(target))],
    ['PutObjectAcl', () => s3.send(new PutObjectAclCommand({ ...target, ACL: 'private' }))],
    ['DeleteObject of a version', () => s3.send(new DeleteObjectCommand({ ...target, VersionId: '1' }))],
    ['GetObject of a version', () => s3.send(new GetObjectCommand({ ...target, VersionId: '1' }))],
    ['ListParts', () => s3.send(new ListPartsCommand({ ...target, UploadId: '1' }))],
    ['ListObjectVersions', () => s3.send(new ListObjectVersionsCommand({ Bucket }))],
    [
      'PutBucketVersioning',
      () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
    ],
    ['GetBucketLocation', () => s3.send(new GetBucketLocationCommand({ Bucket }))],
  ])('%s', async (_, call) => {
    await put(target.Key, 'as it was');
    await expect(call()).rejects.toMatchObject({
      $metadata: { httpStatusCode: 501 },
      message: expect.stringContaining('LocalStack'),
    });
    expect(Buffer.from((await read(target.Key)) ?? []).toString()).toBe('as it was');
  });

  it('a form upload', async () => {
    const body = new FormData();
    body.set('key', 'd/form');
    const response = await fetch(`${endpoints.aws}/${Bucket}`, {
      method: 'POST',
      body,
      headers: { authorization: 'AWS4-HMAC-SHA256 x' },
    });
    expect(response.status).toBe(501);
  });

  it('except for a copy', async () => {
    await put('d/from', 'copied');
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'd/to', CopySource: `${Bucket}/d/from` }));
    expect(Buffer.from((await read('d/to')) ?? []).toString()).toBe('copied');
  });
});
