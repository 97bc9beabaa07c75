/**
 * The first lines of each command's script: they bring `set -e` and `set -x` back, which the driver does without. That the
 * command begins in line 4 is as CodeBuild's own messages have it (`script.sh: line 4: …`).
 */
export const COMMAND_HEAD = `case $_codebuild_options in *e*) set -e;; esac
case $_codebuild_options in *x*) set -x;; esac

`;

/**
 * A program for any POSIX shell that runs scripts as they are asked for on descriptor 3 and tells each one's exit status on
 * descriptor 4, the output's own pipe, so that it comes behind all of the output.
 *
 * "CodeBuild runs all build commands in the same instance of the default shell" (user guide, "Buildspec versions"), so
 * variables, functions and the working directory last. But a command that says \`exit 1\` ends itself, not the build. Both hold
 * because each script runs in a fork of the shell, and the fork then goes on as the driver: its state lasts when the script
 * comes to its end, and its parent takes over, with the state before the script, when the script exits. What CodeBuild keeps of
 * the state of a command that exits is unverified.
 */
export function driverScript(directory: string, mark: string): string {
  const file = (name: string) => `'${directory.replaceAll("'", String.raw`'\''`)}/${name}'`;
  return `_codebuild_options=\${_codebuild_options-}
while IFS= read -r CODEBUILD_BUILD_SUCCEEDING <&3; do
  export CODEBUILD_BUILD_SUCCEEDING
  printf 'running\\n' >| ${file('state')}
  (
    . ${file('script.sh')} >&4 2>&4 </dev/null 3<&- 4>&-
    { _codebuild_status=$?; _codebuild_options=$-; set +ex; } 2>/dev/null
    printf 'done\\n' >| ${file('state')}
    printf '\\036%s %s\\n' '${mark}' "$_codebuild_status" >&4
    . ${file('driver.sh')}
  )
  _codebuild_status=$?
  read -r _codebuild_state < ${file('state')}
  if [ "$_codebuild_state" = running ]; then
    printf '\\036%s %s\\n' '${mark}' "$_codebuild_status" >&4
  fi
done
`;
}
