const value = (name: string, key: string) => ({ 'Fn::GetAtt': [name, key] });

/** A template of what has a state of its own besides its settings. */
export const keptThings = {
  Resources: {
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: { RoleName: 'kept', AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'kept',
        Code: { ZipFile: 'exports.handler = async ({ name }) => `hello ${name}`;' },
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        Role: value('Role', 'Arn'),
      },
    },
    Table: {
      Type: 'AWS::DynamoDB::Table',
      Properties: {
        TableName: 'kept',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      },
    },
    Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'kept-objects' } },
    Repository: { Type: 'AWS::ECR::Repository', Properties: { RepositoryName: 'kept' } },
    Secret: {
      Type: 'AWS::SecretsManager::Secret',
      Properties: { Name: 'kept', GenerateSecretString: { PasswordLength: 40 } },
    },
    Logs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/kept', RetentionInDays: 7 } },
    Alarm: {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: 'kept',
        Namespace: 'Kept',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanThreshold',
        TreatMissingData: 'ignore',
      },
    },
  },
};
