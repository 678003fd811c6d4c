import { integrationConfig } from './src/integration-config.ts';

export default integrationConfig({ root: import.meta.dirname, maxWorkers: 3 });
