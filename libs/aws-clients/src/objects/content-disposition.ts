/** Encodes all characters that RFC 5987 does not allow in an extended value. */
const unreservedOnly = (text: string): string =>
  encodeURIComponent(text).replace(/['()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

// Control characters, quotes, backslashes and slashes are replaced in file names.
const unusable = /[\p{Cc}"\\/]/gu;

/**
 * The `Content-Disposition` for a download: an ASCII fallback for old clients and the name in UTF-8 (RFC 6266, RFC
 * 5987).
 */
export const attachmentDisposition = (fileName: string): string => {
  const name = fileName.toWellFormed().replace(unusable, '_').trim() || 'download';
  const ascii = name
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .replace(/[^\u0020-\u007e]/g, '_')
    .replaceAll('%', '_');
  return `attachment; filename="${ascii}"; filename*=UTF-8''${unreservedOnly(name)}`;
};
