/** A contender in a process of its own, so that threads and settings stay apart. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type { ContenderSpec } from './contenders.js'
import type { Answer, Question } from './protocol.js'

/** What was measured, or why there is nothing. */
export type Reply = Extract<Answer, { readonly ms: number }>

export interface Child {
  /** One question at a time. A contender that ended or did not answer in time answers nothing more. */
  readonly ask: (question: Question, limitMs: number) => TaskEither<string, Reply>
  readonly end: () => void
}

export const start = ({ command, args, env }: ContenderSpec): Child => {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] })
  let over: string | undefined
  let settle: (answer: E.Either<string, Reply>) => void = () => undefined
  const finish = (reason: string): void => {
    over ??= reason
    settle(E.left(over))
    child.kill('SIGKILL')
  }
  child.on('error', (error) => finish(error.message))
  child.on('exit', (code, signal) => finish(`ended with ${signal ?? code}`))
  child.stdin.on('error', () => undefined) // it ended, which `exit` says
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as Answer
    settle('ms' in answer ? E.right(answer) : E.left(answer.absent))
  })
  return {
    ask: (question, limitMs) => () =>
      new Promise((resolve) => {
        if (over !== undefined) return resolve(E.left(over))
        const timer = setTimeout(() => finish(`no answer within ${limitMs / 1000} s`), limitMs)
        settle = (answer) => {
          clearTimeout(timer)
          resolve(answer)
        }
        child.stdin.write(`${JSON.stringify(question)}\n`)
      }),
    end: () => finish('ended'),
  }
}
