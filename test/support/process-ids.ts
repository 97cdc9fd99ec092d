/** Whether there is a process with this id. */
export function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    // There is none.
    return false;
  }
}
