//! Seats are bounded, found by name, and leave nothing.

use super::*;
use std::net::{IpAddr, Ipv4Addr};

fn restaurant(name: &str) -> RestaurantId {
    RestaurantId::new(name).unwrap()
}

fn address(last: u8) -> Neighbourhood {
    IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)).into()
}

fn token(id: i64) -> TokenId {
    id.to_string().parse().unwrap()
}

fn take(seats: &Arc<Seats>, call: usize, by: i64, from: u8) -> Result<Seat, Full> {
    let call = CallId::new(&format!("rtc_{call}"));
    seats.take(call, restaurant("main"), token(by), address(from))
}

#[test]
fn a_seat_that_is_left_is_free_for_the_next() {
    let seats = Arc::new(Seats::new(2));
    let first = take(&seats, 1, 1, 1).unwrap();
    let second = take(&seats, 2, 1, 1).unwrap();
    assert_eq!(take(&seats, 3, 2, 2).unwrap_err(), Full::Server);
    drop(first);
    let third = take(&seats, 3, 2, 2).unwrap();
    drop((second, third));
    assert_eq!(seats.taken(), 0);
    let table = seats.table();
    assert!(table.tokens.is_empty() && table.addresses.is_empty());
}

#[test]
fn one_token_or_address_does_not_take_everything() {
    let seats = Arc::new(Seats::new(10 * PER_TOKEN));
    let all: Vec<Seat> = (0..PER_TOKEN)
        .map(|n| take(&seats, n, 1, n as u8).unwrap())
        .collect();
    assert_eq!(take(&seats, 900, 1, 200).unwrap_err(), Full::Token);
    let other = take(&seats, 900, 2, 200).unwrap();
    drop((all, other));
    let all: Vec<Seat> = (0..PER_ADDRESS)
        .map(|n| take(&seats, n, n as i64, 7).unwrap())
        .collect();
    assert_eq!(take(&seats, 900, 999, 7).unwrap_err(), Full::Address);
    drop(all);
    assert_eq!(seats.taken(), 0);
}

#[test]
fn a_call_is_hung_up_by_its_own_restaurant_only() {
    let seats = Arc::new(Seats::new(2));
    let seat = take(&seats, 1, 1, 1).unwrap();
    assert!(!seats.hang_up(seat.call(), &restaurant("other")));
    assert!(!seat.hung_up().is_cancelled());
    assert!(seats.hang_up(seat.call(), &restaurant("main")));
    assert!(seat.hung_up().is_cancelled());
    let call = seat.call().clone();
    drop(seat);
    assert!(!seats.hang_up(&call, &restaurant("main")));
}
