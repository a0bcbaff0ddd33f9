import { availableParallelism } from 'node:os'
import { setFlagsFromString } from 'node:v8'

// V8 makes what often outlives a collection or two in the old space from the start. A chunk of orders, or a run of entries, does live that
// long and no longer: dead in the old space, each keeps alive what it points to, and the collector copies nearly all of it. Measured
// without: an import takes a tenth less time, posting a quarter.
setFlagsFromString('--no-allocation-site-pretenuring')

// V8 marks what is alive beside the work, within half a second: what its helpers do not reach in time the working thread must do itself.
// Without a processor to spare that is nearly all: the posting thread, with half a gigabyte alive, stood for a second each time. Marked
// at once, with everybody's help, it stands for half a second. Measured with two processors: posting takes a twelfth less time.
if (availableParallelism() <= 2) setFlagsFromString('--no-incremental-marking')
