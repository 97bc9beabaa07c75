import { DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Assembly } from '../../rehearsal/domain/stack/assembly.ts';
import { loadTarget } from '../../rehearsal/drills/listener-origin.ts';
import { type Load, startLoad } from '../../rehearsal/drills/load/start-load.ts';
import { changedAssembly, resourcesOf, shiftingWith, type TemplateDocument } from './support/changed-assembly.ts';
import { eventually } from './support/eventually.ts';
import { labelledAssembly } from './support/labelled-assembly.ts';
import { type Rehearsal, startRehearsal, stopRehearsals } from './support/rehearsal.ts';
import { allEventsSucceeded, createDeployment, type Outputs, outputsOf } from './support/release-by-hand.ts';

const atOnce = (assembly: Assembly) =>
  changedAssembly(assembly, 'picus-prod-service', (template) =>
    shiftingWith(template, 'CodeDeployDefault.ECSAllAtOnce'),
  );

/** All of what could make CloudFormation write weights: others in the listeners' own properties, and another TLS policy, which is sent. */
function otherSettings(template: TemplateDocument): void {
  for (const { Properties } of resourcesOf(template, 'Custom::ShiftedListener'))
    for (const call of ['Create', 'Update'])
      Properties[call] = JSON.parse(
        JSON.stringify(Properties[call])
          .replaceAll('\\"Weight\\":100', '\\"Weight\\":70')
          .replaceAll('TLS13-1-2-Res-2021-06', 'TLS13-1-2-2021-06'),
      ) as unknown;
}

/** Comes after the listeners, and cannot be: its name is taken. */
function impossible(template: TemplateDocument): void {
  const [taken] = resourcesOf(template, 'AWS::ElasticLoadBalancingV2::TargetGroup');
  if (!taken) throw new Error('The template has no target group.');
  const listeners = Object.keys(template.Resources).filter(
    (id) => template.Resources[id]?.Type === 'Custom::ShiftedListener',
  );
  template.Resources['Impossible'] = {
    Type: taken.Type,
    Properties: { ...taken.Properties, Port: 9999 },
    DependsOn: listeners,
  };
}

describe('a stack update while a release is in its rollback window', () => {
  let rehearsal: Rehearsal;
  let outputs: Outputs;
  let load: Load;
  let toBlue = 0;
  const weights = new Set<string>();
  const released = () => atOnce(labelledAssembly('v2'));

  beforeAll(async () => {
    rehearsal = await startRehearsal(atOnce(labelledAssembly('v1')), ['prod']);
    const { engine, clients } = rehearsal;
    await engine.deploy(released(), ['prod'], () => {});
    outputs = await outputsOf(clients, 'picus-prod-service');
    await allEventsSucceeded(clients, await createDeployment(clients, outputs));
    engine.world.router.requests.subscribe((records) => {
      toBlue += records.filter(({ group }) => group === outputs['BlueTargetGroupArn']).length;
    });
    load = startLoad({
      ...loadTarget(engine.world, rehearsal.scope, outputs['ProductionListenerArn'] ?? ''),
      rate: 100,
      mix: [{ path: '/version', weight: 1, statuses: [200] }],
      maxSeconds: 60,
    });
  }, 60_000);

  afterAll(stopRehearsals);

  it('leaves production on green, whether the update succeeds or is rolled back', async () => {
    const { engine } = rehearsal;
    const readWeights = setInterval(() => weights.add(weightsNow()), 5);
    try {
      await requests(50);
      await engine.deploy(changedAssembly(released(), 'picus-prod-edge', otherSettings), ['prod'], () => {});
      expect(await updatesOf('HttpsListener')).toEqual(['UPDATE_COMPLETE', 'UPDATE_IN_PROGRESS']);
      await requests(50);

      const failing = changedAssembly(released(), 'picus-prod-edge', impossible);
      await expect(engine.deploy(failing, ['prod'], () => {})).rejects.toThrow(/Impossible/);
      // The properties went back to what they were, the update failed, and they went forth again.
      expect((await updatesOf('HttpsListener')).length).toBeGreaterThanOrEqual(6);
      await requests(50);
    } finally {
      clearInterval(readWeights);
    }
    const report = await load.stop();
    await engine.world.router.flush();
    expect([...weights]).toEqual([JSON.stringify({ blue: 0, green: 100 })]);
    expect({ failed: report.failed, toBlue }).toEqual({ failed: 0, toBlue: 0 });
  }, 60_000);

  /** Waits until so many more were sent. */
  function requests(more: number): Promise<true> {
    const enough = load.snapshot().sent + more;
    return eventually(`${more} more requests`, () => (load.snapshot().sent >= enough ? true : undefined));
  }

  function weightsNow(): string {
    const groups = rehearsal.engine.world.loadBalancing.listeners.read(
      rehearsal.scope,
      outputs['ProductionListenerArn'] ?? '',
    );
    const of = (arn: string | undefined) => groups.find(({ targetGroupArn }) => targetGroupArn === arn)?.weight;
    return JSON.stringify({ blue: of(outputs['BlueTargetGroupArn']), green: of(outputs['GreenTargetGroupArn']) });
  }

  /** Newest first. */
  async function updatesOf(logicalId: string): Promise<string[]> {
    const { StackEvents = [] } = await rehearsal.clients.cloudformation.send(
      new DescribeStackEventsCommand({ StackName: 'picus-prod-edge' }),
    );
    return StackEvents.filter((event) => event.LogicalResourceId?.startsWith(logicalId))
      .map(({ ResourceStatus = '' }) => ResourceStatus)
      .filter((status) => status.startsWith('UPDATE'));
  }
});
