import { problems } from '@daybook/api'
import { intakeProblems } from '@daybook/intake'
import { expect, test } from 'vitest'

test.each(Object.entries(intakeProblems))('the page of %s tells what the intake answers', (code, { status, title }) => {
  expect(problems).toHaveProperty(code)
  expect(problems[code as keyof typeof problems]).toMatchObject({ status, title })
})
