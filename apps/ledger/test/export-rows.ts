/** The row of an export about the same event as a webhook (Adapty's page "Amazon S3"). */
export function rowOf(body: Readonly<Record<string, unknown>>): Record<string, string> {
  const inner = body.event_properties as Readonly<Record<string, unknown>>;
  const cell = (name: string): string => {
    const value = inner[name] ?? body[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return {
    profile_id: cell('profile_id'),
    event_type: cell('event_type'),
    event_datetime: cell('event_datetime'),
    transaction_id: cell('transaction_id'),
    original_transaction_id: cell('original_transaction_id'),
    subscription_expires_at: cell('subscription_expires_at'),
    environment: cell('environment'),
    revenue_usd: cell('price_usd'),
    proceeds_usd: cell('proceeds_usd'),
    customer_user_id: cell('customer_user_id'),
    store: cell('store'),
    product_id: cell('vendor_product_id'),
    cancellation_reason: cell('cancellation_reason'),
    profile_county: 'DE',
    integration_ids: "{'firebase': 'x'}",
  };
}
