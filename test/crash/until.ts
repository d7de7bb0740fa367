/** Asks again and again. For what takes a crash or four: a minute each, on a busy machine, is not long. */
export async function until(holds: () => Promise<boolean>, withinMs = 240_000): Promise<void> {
  if (!(await isSoon(holds, withinMs))) throw new Error('waited in vain');
}

/** Whether it holds before the time is over. */
export async function isSoon(holds: () => Promise<boolean>, withinMs = 3_000): Promise<boolean> {
  for (const end = Date.now() + withinMs; !(await holds()); ) {
    if (Date.now() > end) return false;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return true;
}
