// Nest in TypeScript. It knows nothing of tracing.
import "reflect-metadata";
import { Controller, Get, Module, Param } from "@nestjs/common";
import { NestFactory } from "@nestjs/core";

@Controller()
class Greetings {
  @Get("hello/:name")
  hello(@Param("name") name: string): { readonly hello: string } {
    return { hello: name };
  }
}

@Module({ controllers: [Greetings] })
class App {}

async function listen(): Promise<void> {
  const app = await NestFactory.create(App);
  await app.listen(process.env["PORT"] ?? 3000, "127.0.0.1");
  process.stdout.write(`${await app.getUrl()}/hello/ann\n`);
}

void listen();
