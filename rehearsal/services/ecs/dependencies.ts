import type { ContainerService } from '../../runtime/container-service/container-service.ts';

export type EcsDependencies = Omit<ContainerService, 'close'>;
