import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

// Halves the time a command takes to start. Beside the installed packages and not in the shared temporary folder, where somebody else
// could lay code for us. Where that cannot be written, as in a read-only image, Node goes on without.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/daybook', import.meta.url)))
