/** Tables of a small shop. */
export const schema = `
  CREATE TABLE customers (id int PRIMARY KEY, name text NOT NULL, city text);
  CREATE TABLE products (id int PRIMARY KEY, title text, price numeric(8,2), tags text[]);
  CREATE TABLE orders (id int PRIMARY KEY, customer int REFERENCES customers, placed timestamptz, status text, total numeric(10,2));
  CREATE TABLE order_items (order_id int, product int, quantity int, PRIMARY KEY (order_id, product));
  CREATE TABLE sessions (id int PRIMARY KEY, customer int, seen timestamptz) WITH (fillfactor = 80);
  CREATE INDEX orders_customer ON orders (customer);
  CREATE INDEX products_tags ON products USING gin (tags);
  CREATE SEQUENCE invoice_number;
  INSERT INTO customers SELECT i, 'Customer ' || i, (ARRAY['Oslo','Lyon','Porto','Graz'])[1 + i % 4] FROM generate_series(1, 300) i;
  INSERT INTO products SELECT i, 'Product ' || i, (i % 90) + 0.99, ARRAY['tag' || i % 7, 'tag' || i % 11] FROM generate_series(1, 120) i;
  INSERT INTO sessions SELECT i, i, now() FROM generate_series(1, 300) i;
`;

/** An hour in the shop: many small transactions. `withOrders` is false once the orders are gone. */
export async function traffic(server, round, withOrders = true) {
  const first = round * 100;
  const statements = [];
  for (let i = 0; i < 40; i++) {
    const id = first + i;
    statements.push(`UPDATE sessions SET seen = now() WHERE id = ${1 + ((id * 7) % 300)}`);
    if (i % 5 === 0) statements.push(`UPDATE products SET price = price * 1.01 WHERE id = ${1 + (id % 120)}`);
    if (i % 10 === 0) statements.push(`SELECT nextval('invoice_number')`);
    if (!withOrders) continue;
    statements.push(
      `BEGIN; INSERT INTO orders VALUES (${id}, ${1 + (id % 300)}, now(), 'new', ${(id % 70) + 0.5});
       INSERT INTO order_items SELECT ${id}, 1 + (g * 13 + ${id}) % 120, g FROM generate_series(1, 3) g ON CONFLICT DO NOTHING; COMMIT`,
    );
    if (i % 3 === 0) statements.push(`UPDATE orders SET status = 'shipped' WHERE id = ${id - 20}`);
    if (i % 13 === 0) statements.push(`BEGIN; DELETE FROM order_items WHERE order_id = ${id}; ROLLBACK`);
  }
  if (round % 4 === 0) statements.push('VACUUM sessions', 'CHECKPOINT');
  await server.sql(...statements);
  await new Promise(resolve => setTimeout(resolve, 700));
}

/** Rounds of traffic, each filling the rest of a WAL segment by a switch. */
export async function rounds(server, from, count, withOrders = true) {
  for (let round = from; round < from + count; round++) {
    await traffic(server, round, withOrders);
    await server.sql('SELECT pg_switch_wal()');
  }
}
