export interface TemplateTag {
  Key: string;
  Value: string;
}

/** A resource's own tags over those of its stack. */
export const ec2Tags = (own: TemplateTag[] | undefined, stackTags: Record<string, string>): Record<string, string> => ({
  ...stackTags,
  ...Object.fromEntries((own ?? []).map(({ Key, Value }) => [Key, Value])),
});
