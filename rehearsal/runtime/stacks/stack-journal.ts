import type { TemplateResource } from '../../domain/stack/template.ts';
import type { ResourceStatus, StackStatus } from '../../domain/stack/stack-status.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Ids } from '../../kernel/ids.ts';
import { Signal } from '../../kernel/signal.ts';
import { STACK_TYPE, type ResourceRecord, type StackEvent, type StackRecord } from './stack-record.ts';

/** Writes statuses and the events that tell of them; nothing else does. */
export class StackJournal {
  readonly #clock: Clock;
  readonly #ids: Ids;
  readonly events = new Signal<{ stack: StackRecord; event: StackEvent }>();

  constructor(clock: Clock, ids: Ids) {
    this.#clock = clock;
    this.#ids = ids;
  }

  stack(stack: StackRecord, status: StackStatus, reason?: string): void {
    stack.status = status;
    if (reason === undefined) delete stack.statusReason;
    else stack.statusReason = reason;
    this.#add(stack, {
      logicalId: stack.name,
      physicalId: stack.id,
      type: STACK_TYPE,
      status,
      ...(reason !== undefined && { reason }),
    });
  }

  resource(stack: StackRecord, record: ResourceRecord, status: ResourceStatus, reason?: string): void {
    record.status = status;
    record.updatedAt = this.#clock.now();
    if (reason === undefined) delete record.statusReason;
    else record.statusReason = reason;
    this.#add(stack, {
      logicalId: record.logicalId,
      physicalId: record.state?.physicalId ?? '',
      type: record.type,
      status,
      properties: JSON.stringify(record.properties),
      ...(reason !== undefined && { reason }),
    });
  }

  newRecord(logicalId: string, resource: TemplateResource): ResourceRecord {
    return {
      logicalId,
      type: resource.Type,
      status: 'CREATE_IN_PROGRESS',
      updatedAt: this.#clock.now(),
      properties: {},
      deletionPolicy: resource.DeletionPolicy ?? 'Delete',
      updateReplacePolicy: resource.UpdateReplacePolicy ?? 'Delete',
    };
  }

  #add(stack: StackRecord, event: Omit<StackEvent, 'id' | 'at'>): void {
    const full = { ...event, id: `${event.logicalId}-${this.#ids.uuid()}`, at: this.#clock.now() };
    stack.events.push(full);
    this.events.emit({ stack, event: full });
  }
}
