import type { ReadModel } from '@daybook/read-model'
import { describe, onTestFinished } from 'vitest'
import { documentsContract, workingStateContract } from './read-model-documents.ts'
import { postingContract } from './read-model-posting.ts'
import { dimensionsContract, rowsContract } from './read-model-rows.ts'
import { sumsContract } from './read-model-sums.ts'

/** What every engine of the read model must do. */
export const readModelContract = (name: string, open: () => Promise<ReadModel>): void => {
  const opened = async (): Promise<ReadModel> => {
    const readModel = await open()
    onTestFinished(() => readModel[Symbol.asyncDispose]())
    await readModel.claim()
    return readModel
  }

  describe(`the read model (${name})`, () => {
    describe('posting', () => postingContract(opened))
    describe('rows', () => rowsContract(opened))
    describe('dimensions', () => dimensionsContract(opened))
    describe('documents and events', () => documentsContract(opened))
    describe('working state', () => workingStateContract(opened))
    describe('sums', () => sumsContract(opened))
  })
}
