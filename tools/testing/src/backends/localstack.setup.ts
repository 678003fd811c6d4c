import { hostBackend } from './host-backend.ts';

export default hostBackend('localstack');
