export * from './email-address.ts';
export * from './role.ts';
export * from './team.ts';
export * from './team.contracts.ts';
export * from './invitation.contracts.ts';
export * from './team.problems.ts';
