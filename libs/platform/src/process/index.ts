export { listening } from './listening.ts';
export { runApp, type AppProcess } from './run-app.ts';
