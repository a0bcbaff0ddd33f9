// Only what every Node parses may stand here: an older one must get as far as this sentence.
const [major = 0, minor = 0] = process.version.slice(1).split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`Daybook runs on Node 24, which it brings along; this is ${process.version}.\n`)
  process.stderr.write('Run it as: npx -y pnpm@12 daybook …\n')
  process.exit(78)
}
await import('./compile-cache.ts')
await import('./heap.ts')
const { runFromSystem } = await import('./system.ts')
process.exitCode = await runFromSystem(process.argv.slice(2))
