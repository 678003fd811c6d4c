export { claimPort as freePort } from '@snapinfra/local-aws';
export { backendNames, type BackendName } from './backends/backend.types.ts';
export { createInbox, type ReceivedMessage } from './create-inbox.ts';
export { startFaultProxy, type FaultMode, type FaultProxy } from './fault-proxy.ts';
export {
  startHttpInterceptor,
  type HttpInterceptor,
  type Intercept,
  type InterceptedAnswer,
  type InterceptedRequest,
} from './http-interceptor.ts';
export { startApp, type RunningApp, type StartAppOptions } from './start-app.ts';
export { useBackend, type Backend, type BackendResources } from './use-backend.ts';
export { waitFor, type WaitForOptions } from './wait-for.ts';
export * from './record-telemetry.ts';
