import type { PropertyShape } from '../../domain/stack/property-shape.ts';
import type { Scope } from '../../kernel/scope.ts';

export interface ResourceContext {
  scope: Scope;
  stackName: string;
  stackId: string;
  logicalId: string;
  /** As the template has it: for a provider of several types, such as `Custom::*`. */
  type?: string;
  /** Tags of the stack, which CloudFormation passes on to resources. */
  stackTags: Record<string, string>;
  /** Idempotency token of this operation on this resource. */
  token: string;
  /** Aborts when the operation is cancelled. */
  signal: AbortSignal;
  /**
   * Told by a creation that goes on after the resource exists: whatever becomes of it, the rollback deletes the resource.
   * Source: user guide, "Stack events": CREATE_IN_PROGRESS comes again, with the physical id.
   */
  initiated?: (state: ResourceState) => void;
}

export interface ResourceState {
  /** What `Ref` gives. Also PhysicalResourceId. */
  physicalId: string;
  /** What `GetAtt` gives, by attribute name (dots included, as in `Endpoint.Address`). */
  attributes: Record<string, unknown>;
}

/**
 * One CloudFormation resource type. Properties come with intrinsics resolved and unknown ones already refused.
 * What goes wrong is thrown as an Error whose message CloudFormation would show as the status reason.
 */
export interface ResourceProvider<P = Record<string, unknown>> {
  /** For example `AWS::ECS::Service`. A trailing `*` stands for every type that begins so. */
  readonly type: string;
  /**
   * The properties this provider honours, nested ones included. Everything else is refused by name before anything starts.
   * The name `*` stands for every property that is not named: a custom resource's are its own.
   */
  readonly properties: Record<string, PropertyShape>;
  /** Properties whose change makes a new resource. Source: the type's documentation, "Update requires: Replacement". */
  readonly replaceOn: readonly (keyof P & string)[];
  create(properties: P, context: ResourceContext): Promise<ResourceState>;
  /** In-place update. Not called when a `replaceOn` property changed, nor when nothing changed. */
  update(state: ResourceState, properties: P, previous: P, context: ResourceContext): Promise<ResourceState>;
  delete(state: ResourceState, properties: P, context: ResourceContext): Promise<void>;
}

/** A type that is only remembered: the rehearsal runs nothing for it, and says why. */
export interface RecordedType {
  readonly type: string;
  readonly reason: string;
  /** Physical id and attributes that others refer to. */
  describe(properties: Record<string, unknown>, context: ResourceContext): ResourceState;
}
