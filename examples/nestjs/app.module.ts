import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { STOCK_URL, StockClient } from './stock.client.js';
import { StockController } from './stock.controller.js';
import { UpstreamErrors } from './upstream-errors.filter.js';

/** holdfast needs no module of its own: its decorators need no provider, and a client is one like any other. */
@Module({
  controllers: [StockController],
  providers: [StockClient, { provide: APP_FILTER, useClass: UpstreamErrors }],
  exports: [StockClient],
})
class ShopModule {}

export const shop = (stockUrl: string): DynamicModule => ({
  module: ShopModule,
  providers: [{ provide: STOCK_URL, useValue: stockUrl }],
});
