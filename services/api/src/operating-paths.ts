/** Whether a route tells how the process is doing: answered also when nothing else is. */
export const isOperating = (route: string | undefined): boolean => route !== undefined && paths.has(route)

const paths: ReadonlySet<string> = new Set(['/livez', '/readyz', '/version', '/metrics'])
