/** Asks again and again. For what takes a crash or four: a minute each, on a busy machine, is not long. */
export async function until(holds: () => Promise<boolean>, withinMs = 240_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await holds()); ) {
    if (Date.now() > end) throw new Error('waited in vain');
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
