import { projectPermissions, roles, rolesWith } from '@snapinfra/contracts';

/** A Markdown table of what each role may do in a project. */
export function renderRolesTable(): string {
  const rows = projectPermissions.map((permission) => {
    const having = rolesWith(permission);
    return [`\`${permission}\``, ...roles.map((role) => (having.includes(role) ? 'yes' : ''))];
  });
  return [['permission', ...roles], roles.map(() => '---').concat('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}
