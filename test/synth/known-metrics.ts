/**
 * Metrics that AWS has, by namespace and name, each with its sets of dimensions. A metric under another name or with other
 * dimensions has never any data, and nothing says so. Sources: ALB user guide, "CloudWatch metrics"; ECS developer guide,
 * "Amazon ECS CloudWatch metrics"; CloudWatch user guide, "Amazon ECS Container Insights metrics"; DynamoDB developer guide,
 * "DynamoDB metrics and dimensions"; Lambda developer guide, "Types of metrics" and "Viewing metrics"; WAF developer guide,
 * "AWS WAF metrics and dimensions"; RDS user guide, "Amazon CloudWatch metrics for Amazon RDS"; and the lines that service and
 * monitor write themselves.
 */
export const KNOWN_METRICS: readonly [namespace: string, names: readonly string[], dimensions: readonly string[]][] = [
  [
    'AWS/ApplicationELB',
    ['RequestCount', 'HTTPCode_Target_5XX_Count', 'TargetResponseTime', 'TargetConnectionErrorCount'],
    ['LoadBalancer', 'LoadBalancer,TargetGroup'],
  ],
  ['AWS/ApplicationELB', ['HealthyHostCount', 'UnHealthyHostCount'], ['LoadBalancer,TargetGroup']],
  ['AWS/ApplicationELB', ['HTTPCode_ELB_5XX_Count', 'RejectedConnectionCount'], ['LoadBalancer']],
  ['AWS/ECS', ['CPUUtilization', 'MemoryUtilization'], ['ClusterName,ServiceName']],
  ['ECS/ContainerInsights', ['RunningTaskCount', 'DesiredTaskCount'], ['ClusterName,ServiceName']],
  ['AWS/DynamoDB', ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'], ['TableName']],
  ['AWS/DynamoDB', ['ReadThrottleEvents', 'WriteThrottleEvents'], ['TableName']],
  ['AWS/DynamoDB', ['ThrottledRequests', 'SystemErrors'], ['Operation,TableName']],
  [
    'AWS/Lambda',
    ['Errors', 'Invocations', 'Duration', 'Throttles'],
    ['FunctionName', 'ExecutedVersion,FunctionName,Resource'],
  ],
  ['AWS/WAFV2', ['AllowedRequests', 'BlockedRequests'], ['Region,Rule,WebACL']],
  ['AWS/RDS', ['CPUUtilization', 'FreeStorageSpace'], ['DBInstanceIdentifier']],
  ['picus', ['Requests', 'ServerErrors', 'Duration'], ['Release,Service']],
  ['picus', ['ServerErrors'], ['ExecutedVersion,FunctionName']],
  ['picus', ['MonitorFailures', 'MonitorMilliseconds'], ['Environment']],
];

export const isKnownMetric = (namespace: string, name: string, dimensions: readonly string[]): boolean =>
  KNOWN_METRICS.some(
    ([knownNamespace, names, sets]) =>
      knownNamespace === namespace && names.includes(name) && sets.includes([...dimensions].sort().join(',')),
  );
