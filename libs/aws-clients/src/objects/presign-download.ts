import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { attachmentDisposition } from './content-disposition.ts';
import type { PresignDownloadRequest, PresignedDownload } from './object-store.types.ts';

const maxExpirySeconds = 3_600;

/** Signs a URL that downloads an object under a file name. Does not check whether the object exists. */
export const presignDownload = async (
  { s3, bucket }: { readonly s3: S3Client; readonly bucket: string },
  { key, fileName, contentType, expiresInSeconds }: PresignDownloadRequest,
): Promise<PresignedDownload> => {
  if (!Number.isInteger(expiresInSeconds) || expiresInSeconds < 1 || expiresInSeconds > maxExpirySeconds) {
    throw new RangeError(`A download link must expire after 1 to ${maxExpirySeconds} seconds, not ${expiresInSeconds}`);
  }
  const command = new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    ResponseContentDisposition: attachmentDisposition(fileName),
    ...(contentType !== undefined && { ResponseContentType: contentType }),
  });
  const url = await getSignedUrl(s3, command, { expiresIn: expiresInSeconds });
  return { url, expiresAtEpochSeconds: expiryOf(new URL(url)) };
};

/** The end that the URL itself says, in which the clock that signed it stands. */
const expiryOf = ({ searchParams }: URL): number => {
  const date = searchParams.get('X-Amz-Date') ?? '';
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  return Math.floor(Date.parse(iso) / 1_000) + Number(searchParams.get('X-Amz-Expires'));
};
