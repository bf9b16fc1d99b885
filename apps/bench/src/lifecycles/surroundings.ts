import type { JsonObject } from '@subledger/adapty';
import { adaptyDate } from './adapty-date.js';
import { DAY_MS } from './catalogue.js';
import type { Customer } from './customer.js';
import type { Ids } from './ids.js';

/** What the sender knows about the installation: every body carries it, but no answer depends on it. */
export function surroundingsOf(customer: Customer, ids: Ids, installedMs: number): JsonObject {
  const { store, isAttributed, number } = customer;
  const isApple = store === 'app_store';
  return {
    email: customer.naming === 'email' ? ids.email : null,
    idfa: isApple ? ids.device(1).toUpperCase() : null,
    idfv: isApple ? ids.device(2).toUpperCase() : null,
    advertising_id: isApple ? null : ids.device(3),
    profile_install_datetime: adaptyDate(installedMs, number % 1000),
    user_agent: isApple
      ? `Reader/5.${number % 40}.1 (com.example.reader; build:${4000 + (number % 700)}; iOS 17.5.1) Alamofire/5.9.1`
      : `Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8 Build/UD1A.${230803 + (number % 90)}.041)`,
    attributions: isAttributed ? attributionsOf(ids, installedMs, number) : {},
    user_attributes: {
      favourite_section: number % 3 === 0 ? 'science' : 'politics',
      articles_read: number % 211,
    },
    integration_ids: {
      amplitude_device_id: ids.device(4),
      appsflyer_id: `17${String(installedMs)}-${String(number).padStart(7, '0')}`,
    },
    play_store_purchase_token:
      store === 'play_store'
        ? {
            product_id: customer.product.id,
            purchase_token: `${ids.device(5).replaceAll('-', '')}.AO-J1O`,
            is_subscription: true,
          }
        : null,
  };
}

const attributionsOf = (ids: Ids, installedMs: number, number: number): JsonObject => ({
  appsflyer: {
    ad_set: `lookalike_${number % 50}_25-54`,
    status: 'non_organic',
    channel: 'Facebook Ads',
    ad_group: `readers_${number % 12}`,
    campaign: `spring_${2023 + (number % 2)}_acquisition`,
    creative: `video_${number % 31}_15s`,
    created_at: adaptyDate(installedMs + DAY_MS / 24, 250),
    network_user_id: ids.device(6),
  },
});
