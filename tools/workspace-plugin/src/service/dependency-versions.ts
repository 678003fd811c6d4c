import { readJson, type Tree } from '@nx/devkit';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The version of a package in this workspace, which a new project also uses, so that no other version is installed. */
export function dependencyVersions(tree: Tree): (dependency: string) => string {
  const manifests = ['apps', 'libs', 'infra', 'tools'].flatMap((area) =>
    tree
      .children(area)
      .map((folder) => `${area}/${folder}/package.json`)
      .filter((file) => tree.exists(file))
      .map((file): Manifest => readJson(tree, file)),
  );
  return (dependency) => {
    const version = manifests
      .map(({ dependencies, devDependencies }) => dependencies?.[dependency] ?? devDependencies?.[dependency])
      .find((candidate) => candidate !== undefined);
    if (version === undefined)
      throw new Error(`No project of the workspace depends on ${dependency}, so its version is unknown`);
    return version;
  };
}
