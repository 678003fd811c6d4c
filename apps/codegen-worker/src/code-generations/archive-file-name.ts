/** The name under which a project's archive is saved: readable, and fine on every file system. */
export const archiveFileName = (projectName: string): string => {
  const readable = projectName
    .normalize('NFC')
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return `${readable || 'project'}.zip`;
};
