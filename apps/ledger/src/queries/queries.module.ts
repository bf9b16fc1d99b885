import { Module } from '@nestjs/common';

/** The controllers that ask the read models. */
@Module({})
export class QueriesModule {}
