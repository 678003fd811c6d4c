import type { FastifyReply, FastifyRequest } from 'fastify';
import type { S3Refusal } from './presigned-url.ts';

/** Bucket and key in the path of an S3 request; undefined for other services and fauxqs' own pages. */
export interface S3Target {
  readonly bucket: string;
  /** Empty for the bucket itself. */
  readonly key: string;
}

const notS3 = ['/health', '/_fauxqs'];

export const s3Target = (request: Pick<FastifyRequest, 'url'>): S3Target | undefined => {
  const path = request.url.split('?', 1)[0] ?? '';
  if (path === '/' || notS3.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))) return undefined;
  const [bucket = '', ...key] = path.slice(1).split('/');
  return { bucket: decode(bucket), key: decode(key.join('/')) };
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The query of a request, with the first value of repeated parameters. */
export const queryOf = (request: Pick<FastifyRequest, 'query'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(request.query as Record<string, string | string[]>).map(([name, value]) => [
      name,
      Array.isArray(value) ? (value[0] ?? '') : value,
    ]),
  );

const xml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Responds with an S3 error in the format of AWS. */
export const refuseS3 = (reply: FastifyReply, { status, code, message }: S3Refusal): FastifyReply =>
  reply
    .code(status)
    .header('content-type', 'application/xml')
    .send(
      `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${xml(message)}</Message></Error>`,
    );
