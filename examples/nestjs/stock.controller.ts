import {
  Controller,
  Get,
  Header,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Backoff, constant, RetryOn, Timeout, thrown } from 'holdfast';
import { ApiKeyGuard } from './api-key.guard.js';
import { type Stock, StockClient } from './stock.client.js';

/** The last thing was sold while somebody looked. */
export class SoldOut extends Error {}

@Controller('stock')
export class StockController {
  private readonly stock: StockClient;
  /** How often the handlers below ran. */
  runs = 0;

  constructor(@Inject(StockClient) stock: StockClient) {
    this.stock = stock;
  }

  // Above Nest's decorators: what they have said about the method is kept.
  @Timeout('5s')
  @Get(':sku')
  @Header('Cache-Control', 'max-age=5')
  @SetMetadata('audience', 'public')
  find(@Param('sku') sku: string): Promise<Stock> {
    return this.stock.find(sku);
  }

  // Below them, and between them: it is one policy all the same.
  @RetryOn(thrown(SoldOut), { maxRetries: 2 })
  @Post(':sku/reservations')
  @HttpCode(202)
  @UseGuards(ApiKeyGuard)
  @Backoff(constant('5ms'))
  async reserve(@Param('sku') sku: string, @Query('fails') fails = '0'): Promise<Stock> {
    this.runs += 1;
    if (this.runs <= Number(fails)) throw new SoldOut('somebody was faster');
    return this.stock.reserve(sku);
  }
}
