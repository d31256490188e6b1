export { isRegistry, registryPath } from './registry-path.ts';
