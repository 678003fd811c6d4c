import { createCodeGenerations } from './code-generations/code-generations.feature.ts';
import { createDeployments } from './deployments/deployments.feature.ts';
import type { CreateArea, Feature, FeatureDeps } from './feature.ts';
import { createHealth } from './health/health.feature.ts';
import { createProjects } from './projects/projects.feature.ts';
import { createTeam } from './team/team.feature.ts';
import { createUsers } from './users/users.feature.ts';

/** The areas whose records hang on projects: a new one is a folder and a line. */
const allAreas: readonly CreateArea[] = [createCodeGenerations, createDeployments];

/** The areas of the API; tests pass `areas` to replace those whose records hang on projects. */
export const createFeatures = (deps: FeatureDeps, areas = allAreas): readonly Feature[] => {
  const hideOfProject = () => [team, ...ofProjects].flatMap((feature) => feature.hideOfProject ?? []);
  const { access: projectAccess, ...projects } = createProjects({ ...deps, hideOfProject });
  const { access: teams, ...team } = createTeam(deps);
  const ofProjects = areas.map((create) => create({ ...deps, projects: projectAccess }));
  const others = [projects, team, ...ofProjects];
  const features = [...others, createUsers({ ...deps, teams, projects: projectAccess, others })];
  return [
    createHealth(
      deps,
      features.flatMap(({ probes = [] }) => probes),
    ),
    ...features,
  ];
};
