import { integrationConfig } from '@snapinfra/testing/config';

export default integrationConfig({ root: import.meta.dirname });
