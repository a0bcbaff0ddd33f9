/** Where a crash test may stop the process, or make it fail. The product passes none: there it does nothing. */
export type IntakeFailpoint = (name: 'intake-before-parse' | 'after-validate' | 'after-append' | 'import-between-chunks') => void
