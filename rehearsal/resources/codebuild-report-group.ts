import { struct, tags } from '../domain/stack/property-shape.ts';
import type { Ids } from '../kernel/ids.ts';
import type { Builds } from '../runtime/builds/builds.ts';
import type { ReportGroup, ReportType } from '../runtime/builds/report.ts';
import type { ResourceContext, ResourceProvider, ResourceState } from '../runtime/ports/resource-provider.ts';
import { generatedName } from './generated-name.ts';
import { isTrue } from './template-boolean.ts';

interface Properties {
  Name?: string;
  Type: string;
  ExportConfig: { ExportConfigType: string };
  DeleteReports?: boolean | string;
  Tags?: { Key: string; Value: string }[];
}

/** AWS::CodeBuild::ReportGroup. `Ref` is its ARN. Source: CloudFormation user guide, "Return values". */
export function codebuildReportGroupProvider({
  builds: { reports },
  ids,
}: {
  builds: Pick<Builds, 'reports'>;
  ids: Ids;
}): ResourceProvider<Properties> {
  return {
    type: 'AWS::CodeBuild::ReportGroup',
    properties: {
      Name: 'value',
      Type: 'value',
      ExportConfig: struct({ ExportConfigType: 'value' }),
      DeleteReports: 'value',
      Tags: tags,
    },
    replaceOn: ['Name', 'Type'],
    async create(wanted, context) {
      checkExport(wanted);
      const name = wanted.Name ?? generatedName(ids, context, 128);
      return stateOf(reports.createGroup(context.scope, name, typeOf(wanted), tagsOf(wanted, context)));
    },
    async update(state, wanted, _previous, context) {
      checkExport(wanted);
      return stateOf(reports.updateGroup(context.scope, state.physicalId, tagsOf(wanted, context)));
    },
    async delete(state, wanted, { scope }) {
      reports.deleteGroup(scope, state.physicalId, isTrue(wanted.DeleteReports));
    },
  };
}

const stateOf = ({ arn }: ReportGroup): ResourceState => ({ physicalId: arn, attributes: { Arn: arn } });

const tagsOf = ({ Tags = [] }: Properties, { stackTags }: ResourceContext): Record<string, string> => ({
  ...stackTags,
  ...Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
});

function typeOf({ Type }: Properties): ReportType {
  if (Type === 'TEST' || Type === 'CODE_COVERAGE') return Type;
  throw notRehearsed(`Type ${Type}`);
}

function checkExport({ ExportConfig: { ExportConfigType: type } }: Properties): void {
  if (type !== 'NO_EXPORT') throw notRehearsed(`ExportConfig.ExportConfigType ${type}`);
}

const notRehearsed = (what: string) =>
  new Error(`The rehearsal does not implement ${what} of AWS::CodeBuild::ReportGroup.`);
