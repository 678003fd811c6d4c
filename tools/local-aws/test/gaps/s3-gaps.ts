import { GetObjectCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { Emulator, Gap } from './gap.ts';

const put = ({ s3, bucket: Bucket }: Emulator, Key: string, Body: string | Uint8Array, options: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...options }));

const presignGet = ({ s3, bucket: Bucket }: Emulator, Key: string, extra: object = {}, options: object = {}) =>
  getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, ...extra }), { expiresIn: 60, ...options });

/** Whether S3 returned an error of that name; other errors are rethrown. */
const isRefusedAs = (name: string, call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => false,
    (error: unknown) => {
      if (error instanceof S3ServiceException && error.name === name) return true;
      throw error;
    },
  );

const page = 'http://localhost:5173';

export const s3Gaps: readonly Gap[] = [
  {
    title: 'a presigned URL expires',
    isClosedIn: async (emulator) => {
      await put(emulator, 'old', 'old');
      const url = await presignGet(emulator, 'old', {}, { signingDate: new Date(Date.now() - 61_000) });
      return (await fetch(url)).status === 403;
    },
  },
  {
    title: 'a presigned URL is only valid for the object that was signed',
    isClosedIn: async (emulator) => {
      await put(emulator, 'mine', 'mine');
      await put(emulator, 'yours', 'yours');
      const url = await presignGet(emulator, 'mine');
      return (await fetch(url.replace('/mine', '/yours'))).status === 403;
    },
  },
  {
    title: 'a URL sets response headers (response-content-disposition)',
    isClosedIn: async (emulator) => {
      await put(emulator, 'named', 'x');
      const url = await presignGet(emulator, 'named', { ResponseContentDisposition: 'attachment; filename="a.zip"' });
      return (await fetch(url)).headers.get('content-disposition') === 'attachment; filename="a.zip"';
    },
  },
  {
    title: 'an object may have more than 11 MiB',
    isClosedIn: async (emulator) => {
      const url = await getSignedUrl(emulator.s3, new PutObjectCommand({ Bucket: emulator.bucket, Key: 'large' }));
      const { status } = await fetch(url, { method: 'PUT', body: new Uint8Array(12 * 1024 * 1024) });
      return status === 200;
    },
  },
  {
    title: 'an object may be empty',
    isClosedIn: async (emulator) => {
      const url = await getSignedUrl(emulator.s3, new PutObjectCommand({ Bucket: emulator.bucket, Key: 'empty' }));
      return (await fetch(url, { method: 'PUT' })).status === 200;
    },
  },
  {
    title: 'a write with If-None-Match: * is rejected if the object exists',
    isClosedIn: async (emulator) => {
      await put(emulator, 'once', 'first');
      return isRefusedAs('PreconditionFailed', put(emulator, 'once', 'second', { IfNoneMatch: '*' }));
    },
  },
  {
    title: 'a write with If-Match is rejected if the ETag differs',
    isClosedIn: async (emulator) => {
      await put(emulator, 'match', 'first');
      return isRefusedAs('PreconditionFailed', put(emulator, 'match', 'second', { IfMatch: '"of another"' }));
    },
  },
  {
    title: 'only one of several concurrent writes with If-None-Match: * succeeds',
    isClosedIn: async (emulator) => {
      const write = (n: number) => put(emulator, 'raced', `writer ${n}`, { IfNoneMatch: '*' });
      const refused = await Promise.all(
        Array.from({ length: 8 }, (_, n) => isRefusedAs('PreconditionFailed', write(n))),
      );
      return refused.filter((isRefused) => !isRefused).length === 1;
    },
  },
  {
    title: 'CORS preflight requests follow the rules of the bucket',
    isClosedIn: async ({ endpoint, bucket }) => {
      const headers = { origin: page, 'access-control-request-method': 'GET' };
      const answer = await fetch(`${endpoint}/${bucket}/any`, { method: 'OPTIONS', headers });
      return answer.status === 200 && answer.headers.get('access-control-allow-origin') === page;
    },
  },
  {
    title: 'an object of a private bucket cannot be read without a signature',
    isClosedIn: async (emulator) => {
      await put(emulator, 'private', 'private');
      return (await fetch(`${emulator.endpoint}/${emulator.bucket}/private`)).status === 403;
    },
  },
];
